"""The page of a search: the race, what survived in fresh worlds, what to type into the account, and where it lies."""
