"""Who speaks when: voices are heard in a process of its own, and grouped into speakers."""
