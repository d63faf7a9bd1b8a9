"""The keys of the two sites; the API server, which reads them too, needs nothing else of the office."""

SITE, OTHER = "lpse_uji", "lpse_lain"
