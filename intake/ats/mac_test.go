package ats

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

func hexMAC(secret, signed string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(signed))
	return hex.EncodeToString(mac.Sum(nil))
}
