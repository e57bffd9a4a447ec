import pytest

# What they assert is told in full, as in a test's own file.
pytest.register_assert_rewrite(*(f"tests.config.{name}" for name in ("migrating", "planted", "planted_people")))
