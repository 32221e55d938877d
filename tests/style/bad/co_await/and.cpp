// Never compiled: the style test must find this.
asio::awaitable<void> bad() {
  const bool ok = co_await first() && co_await second();
}
