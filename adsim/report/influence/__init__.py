"""The page of a sensitivity study: which assumption the answer hangs on, and where another variant is best."""
