"""The doors of an open window: the HTTP door and watched folders, in one child process on the same data."""
