"""Help: first steps, what Everyclip is made of, and reports of problems."""
