"""Search engines, all behind `search.engines.base.Engine`."""
