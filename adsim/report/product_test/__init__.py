"""The page of a product test: what each rule would have said, how often wrongly, and what acting on it brought."""
