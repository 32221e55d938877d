// Never compiled: the style test must find this.
asio::awaitable<void> bad() {
  switch (co_await kind()) {
    default: break;
  }
}
