# What Debian builds its own packages with (dpkg-buildflags, hardening=+all), and assertions in the
# standard library: algologd reads what strangers send. For optimised builds of users; sanitizers
# and debuggers want none of it, and _FORTIFY_SOURCE is nothing without optimisation.
if(CMAKE_BUILD_TYPE MATCHES "^(RelWithDebInfo|Release|MinSizeRel)$" AND NOT ALGOLOGD_SANITIZE)
  target_compile_definitions(algologd_settings INTERFACE _FORTIFY_SOURCE=2 _GLIBCXX_ASSERTIONS)
  target_compile_options(algologd_settings INTERFACE -Wformat -Werror=format-security
    -fPIE -fstack-protector-strong -fstack-clash-protection
    # No path of the machine that builds is in what it builds.
    -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|i.86)$")
    target_compile_options(algologd_settings INTERFACE -fcf-protection)
  elseif(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
    target_compile_options(algologd_settings INTERFACE -mbranch-protection=standard)
  endif()
  target_link_options(algologd_settings INTERFACE -pie -Wl,-z,relro -Wl,-z,now)
endif()
