"""One promise, one program, one table.

`uv run --group bench python -m benchmarks.NAME [--data DIR] [--short] [--json]`
"""
