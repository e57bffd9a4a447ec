"""What the tests need besides Python, said aloud where it is missing (here, because only a root conftest may load it)."""

pytest_plugins = ["tests.services"]
