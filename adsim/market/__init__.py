"""What happens on the results page: demand, auction, clicks, quality."""
