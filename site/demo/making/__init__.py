"""Makes the demo's documents out of their texts: `make demo-documents`. site/demo/README.md describes the format."""
