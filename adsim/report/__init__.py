"""A saved run told to people: one sentence, pictures and tables in English or Chinese."""
