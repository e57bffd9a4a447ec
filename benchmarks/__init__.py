"""Loads data, measures, prints tables. README.md says what each part measures and what it measured last."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [folder for folder in (str(ROOT), str(ROOT / "site")) if folder not in sys.path]
