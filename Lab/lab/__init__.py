"""Has other implementations judge what memc makes: Linux, which reads its tables, and QEMU, which makes its own."""
