"""What is served below /laporan: one module a page."""
