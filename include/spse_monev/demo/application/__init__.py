"""A synthetic SPSE for the demo: what an office's application and its web server answer, count and log.

A small HTTP service stands for both: the web server in front, with its access and error log, and the Play 1
application behind it, with its log and `/@status.json`. The files are real, everything in them is synthetic.
"""
