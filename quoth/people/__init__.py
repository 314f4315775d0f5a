"""Who is named and described, for the steps mentions and roles: clusters of names, titles, appositions."""
