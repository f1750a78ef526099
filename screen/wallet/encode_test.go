package wallet

import "encoding/base64"

func encodeBase64URL(p []byte) string { return base64.RawURLEncoding.EncodeToString(p) }
