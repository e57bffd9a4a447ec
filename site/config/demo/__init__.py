"""The demo: fictional people and texts from `site/demo/`, loaded through the same actions as people use."""

DOMAIN = "fora.example"
