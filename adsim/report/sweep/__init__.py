"""The page of a sweep: where the most is earned, how profit answers each axis, and where it turns into loss."""
