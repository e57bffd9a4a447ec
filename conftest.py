"""What tests need besides Python, said aloud where it is missing (here: only a root conftest may load a plugin)."""

pytest_plugins = ["tests.services", "tests.services.clamd", "tests.services.sharing"]
