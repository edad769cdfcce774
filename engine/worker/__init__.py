"""The child process that decodes clips and transcribes them."""
