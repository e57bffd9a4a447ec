"""What `make` calls, on the system's Python: refuses one that is too old, then hands over to bootstrap.py.

Nothing in this file may need a newer Python than the ones it refuses.
"""

import sys

OLDEST = (3, 11)


def main():
    if sys.version_info[:2] < OLDEST:
        sys.exit(
            "Fora needs Python %d.%d or newer and this is Python %d.%d: name another one, such as "
            "`make run PYTHON=python3.12`." % (OLDEST + tuple(sys.version_info[:2]))
        )
    import bootstrap  # noqa: PLC0415  (an old Python could not even read it)

    bootstrap.main(sys.argv[1])


if __name__ == "__main__":
    main()
