"""Hours worked: logged by hand or by a timer, and a week of them."""
