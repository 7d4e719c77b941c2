"""`python -m coursekit.cli` is the `course` command."""

from coursekit.cli import main

main()
