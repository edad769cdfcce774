"""The list of clips, as cards or as a table, the actions on them, and the reader of the chosen one."""
