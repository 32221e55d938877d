// Never compiled: the style test must find this.
asio::awaitable<void> bad() {
  total += co_await get();
}
