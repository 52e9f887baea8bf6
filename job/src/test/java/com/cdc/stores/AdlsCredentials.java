package com.cdc.stores;

/** Whom the endpoint lets in. */
interface AdlsCredentials {

  /** Whether the request proves that it may. */
  boolean admit(AdlsRequest request);

  /** Whoever has this token. */
  static AdlsCredentials bearer(String token) {
    return request -> ("Bearer " + token).equals(request.header("Authorization"));
  }

  /** Whoever gives this signature in the query, as a SAS token does. */
  static AdlsCredentials signature(String signature) {
    return request -> request.is("sig", signature) && request.header("Authorization") == null;
  }
}
