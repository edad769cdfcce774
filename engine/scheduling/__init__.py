"""Which run goes next, and on which worker."""
