"""Presets and rigs: looks that travel, and tables that stay, as files that a person can read.

In: TOML files, ours and the person's. Out: checked, frozen data; errors that name file, line and key.
Main process.
"""
