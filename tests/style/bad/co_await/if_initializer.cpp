// Never compiled: the style test must find this.
asio::awaitable<void> bad() {
  if (const auto found = co_await look(); found) go();
}
