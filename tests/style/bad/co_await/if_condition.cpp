// Never compiled: the style test must find this.
asio::awaitable<void> bad() {
  if (co_await ready()) go();
}
