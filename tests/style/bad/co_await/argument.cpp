// Never compiled: the style test must find this.
asio::awaitable<void> bad() {
  store(co_await get());
}
