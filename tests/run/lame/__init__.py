"""An app whose lane dies in its first turn: the worker must start it again."""
