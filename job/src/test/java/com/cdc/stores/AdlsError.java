package com.cdc.stores;

/** The error codes of the protocol that a file system client can meet, as documented. */
enum AdlsError {
  AUTHENTICATION_FAILED(403, "AuthenticationFailed"),
  AUTHORIZATION_PERMISSION_MISMATCH(403, "AuthorizationPermissionMismatch"),
  CONDITION_NOT_MET(412, "ConditionNotMet"),
  DIRECTORY_NOT_EMPTY(409, "DirectoryNotEmpty"),
  FILESYSTEM_ALREADY_EXISTS(409, "FilesystemAlreadyExists"),
  FILESYSTEM_NOT_FOUND(404, "FilesystemNotFound"),
  INVALID_DESTINATION_PATH(409, "InvalidDestinationPath"),
  INVALID_FLUSH_POSITION(400, "InvalidFlushPosition"),
  INVALID_QUERY_PARAMETER_VALUE(400, "InvalidQueryParameterValue"),
  INVALID_RANGE(416, "InvalidRange"),
  INVALID_RENAME_SOURCE_PATH(409, "InvalidRenameSourcePath"),
  MISSING_REQUIRED_QUERY_PARAMETER(400, "MissingRequiredQueryParameter"),
  PATH_ALREADY_EXISTS(409, "PathAlreadyExists"),
  PATH_CONFLICT(409, "PathConflict"),
  PATH_NOT_FOUND(404, "PathNotFound"),
  RENAME_DESTINATION_PARENT_PATH_NOT_FOUND(404, "RenameDestinationParentPathNotFound"),
  RESOURCE_TYPE_MISMATCH(409, "ResourceTypeMismatch"),
  SERVER_BUSY(503, "ServerBusy"),
  SOURCE_PATH_NOT_FOUND(404, "SourcePathNotFound"),
  UNSUPPORTED_HTTP_VERB(405, "UnsupportedHttpVerb");

  private final int status;
  private final String code;

  AdlsError(int status, String code) {
    this.status = status;
    this.code = code;
  }

  AdlsReply reply() {
    return AdlsReply.of(status)
        .with("x-ms-error-code", code)
        .json("{\"error\":{\"code\":\"%1$s\",\"message\":\"%1$s\"}}".formatted(code));
  }

  /** To be thrown where a request cannot be carried out. */
  Refusal refusal() {
    return new Refusal(this);
  }

  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final AdlsError error;

    private Refusal(AdlsError error) {
      super(error.code);
      this.error = error;
    }

    AdlsReply reply() {
      return error.reply();
    }
  }
}
