"""Simulate keyword-ad campaigns before spending."""
