"""What happens once a shopper is in the shop: offers, and the funnel from visit to refund."""
