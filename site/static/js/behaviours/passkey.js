// A form that a passkey fills in. data-passkey: "create" or "get"; what the passkey is asked stands in data-options, or is
// fetched from data-from. Without script the form is hidden, and a line before it says why; here it takes that line's place.
export function start(form) {
  if (!window.PublicKeyCredential) return;
  const button = form.querySelector("[data-role=ask]");
  const failed = form.querySelector("[data-role=failed]");
  form.previousElementSibling.hidden = true;
  form.hidden = false;
  button.addEventListener("click", async () => {
    failed.hidden = true;
    button.setAttribute("aria-busy", "true");
    try {
      form.elements.credential.value = JSON.stringify(await answer(form));
      form.submit();
    } catch {
      failed.hidden = false; // cancelled, timed out, or no passkey for this site
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

async function answer(form) {
  const { publicKey } = await options(form.dataset);
  const asked = {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    allowCredentials: publicKey.allowCredentials?.map(known),
    excludeCredentials: publicKey.excludeCredentials?.map(known),
    ...(publicKey.user && { user: { ...publicKey.user, id: bytes(publicKey.user.id) } }),
  };
  const found = await navigator.credentials[form.dataset.passkey]({ publicKey: asked });
  const { response } = found;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const texts = parts.filter((part) => response[part]).map((part) => [part, text(response[part])]);
  return {
    id: found.id,
    rawId: text(found.rawId),
    type: found.type,
    authenticatorAttachment: found.authenticatorAttachment,
    clientExtensionResults: found.getClientExtensionResults(),
    response: { ...Object.fromEntries(texts), transports: response.getTransports?.() ?? [] },
  };
}

async function options({ options: here, from }) {
  if (here) return JSON.parse(here);
  const response = await fetch(from, { headers: { Accept: "application/json" } });
  return (await response.json()).request_options;
}

function known(credential) {
  return { ...credential, id: bytes(credential.id) };
}

function bytes(base64url) {
  const base64 = base64url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const base64 = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
