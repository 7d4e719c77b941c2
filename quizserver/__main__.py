"""`python -m quizserver` is the `quizserver` command."""

from quizserver.cli import main

main()
