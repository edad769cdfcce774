"""`python -m tests.speakers`: how well speakers are found, without the rest of `make bench`."""

from tests.speakers.finding_rate import main

main()
