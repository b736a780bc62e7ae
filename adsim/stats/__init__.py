"""Statistics worth trusting, one idea a file: plain arrays in, plain arrays out, nothing known of shops or worlds."""
