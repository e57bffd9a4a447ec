// A way on that only a browser with passkeys has: it is shown there, and its button sends the form around it.
export function start(offer) {
  if (!window.PublicKeyCredential) return;
  const button = offer.querySelector("button");
  button.addEventListener("click", () => {
    button.type = "submit"; // for this moment alone: Enter in a field presses the first that is one
    button.form.requestSubmit(button);
    button.type = "button";
  });
  offer.hidden = false;
}
