#!/usr/bin/env bash
# Makes the keys and certificates of this folder anew. Private keys live in a temporary folder and
# are thrown away.
set -euo pipefail
cd "$(dirname "$0")"
secret=$(mktemp -d)
trap 'rm -rf "$secret"' EXIT
days=36500

rsa() { openssl genrsa -out "$secret/$1.key" "$2" 2>/dev/null; }

# name, subject, days, extensions: a root, signed by itself.
root() {
    local config='[req]\ndistinguished_name=dn\nstring_mask=utf8only\n[dn]\n[ext]\n%b'
    openssl req -x509 -new -key "$secret/$1.key" -utf8 -nameopt utf8 -subj "$2" -days "$3" -sha256 \
        -set_serial "$5" -config <(printf "$config" "$4") -extensions ext -out "$1.pem"
}

# name, key, issuer's certificate, issuer's key, subject, days, extensions, serial number, digest: a
# certificate.
issue() {
    openssl req -new -key "$secret/$2.key" -utf8 -subj "$5" -out "$secret/request.csr"
    openssl x509 -req -in "$secret/request.csr" -CA "$3" -CAkey "$secret/$4.key" -days "$6" \
        -extfile <(printf '%b' "$7") -set_serial "$8" "-${9:-sha256}" -out "$1.pem" 2>/dev/null
}

ca='basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n'
class2='basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n'
end='basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\n'
ant='/C=CN/O=Test Financial/OU=Certification Authority'
class2_name="$ant/CN=Test Certification Authority Class 2 R1"

for name in root other-root intermediate leaf names; do rsa "$name" 2048; done
root root "$ant/CN=Test Certification Authority R1" "$days" "$ca" 1
root other-root "$ant/CN=Test Certification Authority R1" "$days" "$ca" 1
issue intermediate intermediate root.pem root "$class2_name" "$days" "$class2" 2
issue short-intermediate intermediate root.pem root "$class2_name" 1 "$class2" 3
issue no-sign-intermediate intermediate root.pem root "$class2_name" "$days" \
    'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,cRLSign\n' 4
# Contradicts itself: it is not an authority, but its key may sign certificates.
issue no-ca-intermediate intermediate root.pem root "$class2_name" "$days" \
    'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,keyCertSign,cRLSign\n' 11
serial=0x20210405060708091011121314151617
issue leaf leaf intermediate.pem intermediate '/C=CN/O=Tester/OU=Alipay/CN=2088000000000001' \
    "$days" "$end" "$serial"
issue sha1 leaf intermediate.pem intermediate '/C=CN/CN=sha1' "$days" "$end" 5 sha1
issue critical leaf intermediate.pem intermediate '/C=CN/CN=critical' "$days" \
    "${end}1.2.3.4=critical,ASN1:NULL\n" 6
# Below an authority that must not have another below it, and below one that is not an authority.
issue deep-intermediate other-root intermediate.pem intermediate '/C=CN/CN=deep' "$days" "$ca" 7
issue deep leaf deep-intermediate.pem other-root '/C=CN/CN=below deep' "$days" "$end" 8
issue below-leaf names leaf.pem leaf '/C=CN/CN=below leaf' "$days" "$end" 9
names='/DC=example/C=CN/ST=Zhejiang+L=Hangzhou/O=Comma, Plus\+ "Quote" \\ <a>;=b/OU= #x '
names+='/emailAddress=a@example.com/CN=蚂蚁'
root names "$names" "$days" "$ca" 0x00ffeeddccbbaa99887766554433221100

# Below twelve authorities of one name, and a root of that name which issued none of them.
rsa crowd 2048
root crowd /CN=crowd "$days" "$ca" 12
mv crowd.pem crowd-root.pem
for number in $(seq 12); do
    rsa crowd 2048
    root crowd /CN=crowd "$days" "$ca" "$((12 + number))"
    mv crowd.pem "$secret/crowd-$number.pem"
done
rsa crowd-leaf 2048
issue crowd crowd-leaf "$secret/crowd-12.pem" crowd '/CN=below a crowd' "$days" "$end" 30
cat "$secret"/crowd-{1,2,3,4,5,6,7,8,9,10,11,12}.pem >> crowd.pem

# An app's own, named after its merchant and itself.
rsa app 2048
root app '/C=CN/O=Tester/OU=Alipay/CN=2088000000000001-2014060600164699' "$days" "$end" 36

# With the smallest keys that are accepted.
rsa small-root 1024
rsa small 1024
root small-root /CN=small "$days" "$ca" 31
issue small small small-root.pem small-root '/CN=below small' "$days" "$end" 32
# For a purpose of TLS, and of version 1, which has no extensions.
issue purpose small small-root.pem small-root '/CN=purpose' "$days" \
    "${end}extendedKeyUsage=clientAuth\n" 33
openssl x509 -req -in "$secret/request.csr" -CA small-root.pem -CAkey "$secret/small-root.key" \
    -days "$days" -set_serial 34 -out version1.pem 2>/dev/null

openssl ecparam -name prime256v1 -genkey -noout -out "$secret/ec.key"
issue ec ec intermediate.pem intermediate '/C=CN/CN=ec' "$days" "$end" 10

openssl x509 -in leaf.pem -pubkey -noout > leaf.spki.pem
openssl rsa -pubin -in leaf.spki.pem -RSAPublicKey_out -out leaf.pkcs1.pem 2>/dev/null
openssl req -new -key "$secret/leaf.key" -subj '/CN=request' -out request.pem
openssl ec -in "$secret/ec.key" -pubout -out ec.spki.pem 2>/dev/null
openssl genpkey -algorithm ED25519 | openssl pkey -pubout -out ed25519.spki.pem
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2 |
    openssl pkey -pubout -out sm2.spki.pem
openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 2>/dev/null |
    openssl pkey -pubout -out pss.spki.pem
for bits in 512 1023 1024 4096 4104 8192; do
    rsa size "$bits"
    openssl rsa -in "$secret/size.key" -pubout -out "$bits.spki.pem" 2>/dev/null
done

# A delivery that the leaf's key has signed.
content='{"shop_id":"1","reason":"S3CR3T"}'
signed="app_id=2014060600164699&biz_content=$content&charset=UTF-8&msg_method=test.message"
signed+="&notify_id=n1&utc_timestamp=1514210452731&version=1.1"
sign=$(printf %s "$signed" | openssl dgst -sha256 -sign "$secret/leaf.key" | base64 -w0 |
    sed 's/+/%2B/g; s/=/%3D/g')
printf '%s&sign_type=RSA2&sign=%s' "$signed" "$sign" > delivery.txt
