# What every target of the project is compiled with.
add_library(algologd_settings INTERFACE)
target_include_directories(algologd_settings INTERFACE ${PROJECT_SOURCE_DIR}/lib)
target_compile_options(algologd_settings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  -Wnon-virtual-dtor -Woverloaded-virtual)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # What GCC sees in code it inlined and is not there: uninitialised values (date.h, fmt, Boost),
  # a coroutine frame's delete against an inlined allocation, overlaps in optional<string> = "x".
  target_compile_options(algologd_settings INTERFACE -Wno-maybe-uninitialized
    -Wno-mismatched-new-delete -Wno-restrict)
endif()
if(CMAKE_UNITY_BUILD)
  # Sources that are compiled together see each other's unnamed namespaces. The presets that compile
  # each source alone, debug and tsan, keep these warnings.
  target_compile_options(algologd_settings INTERFACE -Wno-shadow -Wno-subobject-linkage)
endif()
if(ALGOLOGD_WERROR)
  target_compile_options(algologd_settings INTERFACE -Werror)
endif()
if(ALGOLOGD_SANITIZE)
  target_compile_options(algologd_settings INTERFACE -fsanitize=${ALGOLOGD_SANITIZE}
    -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(algologd_settings INTERFACE -fsanitize=${ALGOLOGD_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # std::atomic_thread_fence in Boost headers; GCC warns that ThreadSanitizer does not know it.
    target_compile_options(algologd_settings INTERFACE -Wno-tsan)
  endif()
endif()

# Asio and Beast are compiled once, in lib/http/boost_*.cpp: PUBLIC, or declarations and
# definitions would not agree across targets.
add_library(algologd_asio INTERFACE)
target_compile_definitions(algologd_asio INTERFACE BOOST_ASIO_SEPARATE_COMPILATION
  BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_ALL_NO_LIB)
target_link_libraries(algologd_asio INTERFACE Boost::headers OpenSSL::SSL OpenSSL::Crypto
  Threads::Threads)
