# The Debian package: see CONTRIBUTING.md. What a Debian package has besides what `cmake --install`
# brings is in cmake/debian/.

set(debian ${CMAKE_CURRENT_LIST_DIR}/debian)
set(made ${PROJECT_BINARY_DIR}/debian)

# The package's version is the project's, which the changelog must know.
file(STRINGS ${debian}/changelog newest LIMIT_COUNT 1)
if(NOT newest MATCHES "^algologd \\(${PROJECT_VERSION}\\) ")
  message(FATAL_ERROR "cmake/debian/changelog begins with '${newest}', not with ${PROJECT_VERSION}")
endif()
file(STRINGS ${debian}/changelog signed REGEX "^ -- " LIMIT_COUNT 1)
string(REGEX REPLACE "^ -- (.*>)  .*$" "\\1" maintainer "${signed}")
string(REGEX REPLACE "^ -- .*>  " "" released "${signed}")

# The same source makes the same package: all times in it are that of the changelog's newest entry.
execute_process(COMMAND date -u -d ${released} +%s OUTPUT_VARIABLE epoch OUTPUT_STRIP_TRAILING_WHITESPACE
  COMMAND_ERROR_IS_FATAL ANY)
file(WRITE ${made}/times.cmake "if(NOT DEFINED ENV{SOURCE_DATE_EPOCH})\n  set(ENV{SOURCE_DATE_EPOCH} ${epoch})\nendif()\n")
set(CPACK_PROJECT_CONFIG_FILE ${made}/times.cmake)

# install_compressed(FILE NAME DESTINATION [COMPONENT NAME]): as NAME.gz, the same bytes every time.
function(install_compressed file name destination)
  set(packed ${made}/${name}.gz)
  add_custom_command(OUTPUT ${packed} DEPENDS ${file} VERBATIM
    COMMAND ${CMAKE_COMMAND} -E make_directory ${made}
    COMMAND sh -c "gzip -9nc \"$1\" >\"$2\"" sh ${file} ${packed})
  string(MAKE_C_IDENTIFIER ${name} target)
  add_custom_target(compressed_${target} ALL DEPENDS ${packed})
  install(FILES ${packed} DESTINATION ${destination} ${ARGN})
endfunction()

# Debian's own; of the license it holds one copy for all packages.
install(FILES ${debian}/copyright DESTINATION share/doc/algologd COMPONENT debian EXCLUDE_FROM_ALL)
install_compressed(${debian}/changelog changelog share/doc/algologd COMPONENT debian EXCLUDE_FROM_ALL)

# What is linked: share/doc/algologd/algologd.cdx.json.
install(CODE "
  execute_process(COMMAND \"${CMAKE_CURRENT_LIST_DIR}/sbom.sh\" \"$<TARGET_FILE:algologd>\" ${PROJECT_VERSION}
    \"${PROJECT_BINARY_DIR}\" OUTPUT_FILE \"${made}/algologd.cdx.json\" COMMAND_ERROR_IS_FATAL ANY)
  file(INSTALL \"${made}/algologd.cdx.json\" DESTINATION \"\${CMAKE_INSTALL_PREFIX}/share/doc/algologd\"
    PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)"
  COMPONENT debian EXCLUDE_FROM_ALL)
set(CPACK_INSTALL_CMAKE_PROJECTS
  "${PROJECT_BINARY_DIR};algologd;Unspecified;/;${PROJECT_BINARY_DIR};algologd;debian;/")

set(CPACK_GENERATOR DEB)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)  # algologd_0.1.0_amd64.deb
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${maintainer})
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "keeper of run-time errors and builds of Algorithmia algorithms")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "algologd polls Algorithmia clusters for the run-time errors, builds, build
logs and published versions of algorithms, and keeps them in one SQLite
database. A cluster shows errors for 7 days, and no more than 200 of them;
algologd stores each once, and tells when one may have been missed.
.
The database may be read while the service writes it, by members of the
group algologd.")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd | systemd-standalone-sysusers | systemd-sysusers, \
systemd | systemd-standalone-tmpfiles | systemd-tmpfiles")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "sqlite3")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
file(MAKE_DIRECTORY ${made})
file(WRITE ${made}/conffiles "/etc/algologd/algologd.toml\n")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${made}/conffiles ${debian}/postinst ${debian}/prerm ${debian}/postrm)
