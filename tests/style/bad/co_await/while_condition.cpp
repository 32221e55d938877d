// Never compiled: the style test must find this.
asio::awaitable<void> bad() {
  while (!co_await done()) {
  }
}
